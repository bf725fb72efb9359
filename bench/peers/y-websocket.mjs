// y-websocket's own server, on the port that is given. Keeps nothing on disk.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

process.env.HOST = '127.0.0.1'
process.env.PORT = process.argv[2]
const require = createRequire(import.meta.url)
require(join(dirname(require.resolve('y-websocket/package.json')), 'bin', 'server.js'))
