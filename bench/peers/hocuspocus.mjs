// Hocuspocus as its documentation starts it, on the port that is given, with Redis at a second. Keeps nothing on disk.
import { Redis } from '@hocuspocus/extension-redis'
import { Server } from '@hocuspocus/server'

const [port, redis] = process.argv.slice(2).map(Number)
const extensions = redis ? [new Redis({ host: '127.0.0.1', port: redis })] : []
const server = new Server({ port, address: '127.0.0.1', quiet: true, extensions })
await server.listen()
