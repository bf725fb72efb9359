// Hocuspocus as its documentation starts it, on the port that is given. Keeps nothing on disk.
import { Server } from '@hocuspocus/server'

const server = new Server({ port: Number(process.argv[2]), address: '127.0.0.1', quiet: true })
await server.listen()
