// Somebody else's client of the protocol, driven by lines of JSON: one document for each "open". Decides nothing itself.
import { createInterface } from 'node:readline'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import WebSocket from 'ws'
import * as Y from 'yjs'

const sockets = new Map()
const providers = new Map()
const say = (message) => process.stdout.write(JSON.stringify(message) + '\n')

const seen = (id) => {
  const { provider } = providers.get(id)
  return {
    id,
    text: provider.document.getText('text').toString(),
    scope: provider.isAuthenticated ? provider.authorizedScope : null,
    synced: provider.isSynced,
    unsynced: provider.unsyncedChanges,
    vector: Buffer.from(Y.encodeStateVector(provider.document)).toString('hex'),
    states: [...(provider.awareness?.getStates().values() ?? [])],
  }
}

// An editor leaves characters whole, unless it is told to cut them.
const place = (shared, at, cuts) => {
  const isInside = !cuts && at > 0 && /[\uDC00-\uDFFF]/.test(shared.toString().charAt(at))
  return isInside ? at - 1 : at
}

const orders = {
  open({ id, url, headers, name, socket = id }) {
    if (!sockets.has(socket)) {
      class WithHeaders extends WebSocket {
        constructor(address) {
          super(address, { headers })
        }
      }
      sockets.set(socket, new HocuspocusProviderWebsocket({ url, WebSocketPolyfill: WithHeaders, delay: 100, minDelay: 50, maxDelay: 200 }))
    }
    const provider = new HocuspocusProvider({
      websocketProvider: sockets.get(socket),
      name,
      token: '',
      onAuthenticationFailed: ({ reason }) => say({ id, denied: reason }),
    })
    providers.set(id, { provider })
    const told = () => say(seen(id))
    provider.on('authenticated', told)
    provider.on('synced', told)
    provider.on('unsyncedChanges', told)
    provider.document.on('update', told)
    provider.awareness.on('change', told)
    provider.attach()
  },
  insert({ id, at, text, cuts }) {
    const shared = providers.get(id).provider.document.getText('text')
    shared.insert(place(shared, Math.min(at ?? shared.length, shared.length), cuts), text)
  },
  remove({ id, at, length, cuts }) {
    const shared = providers.get(id).provider.document.getText('text')
    const begin = place(shared, Math.min(at, shared.length), cuts)
    const end = place(shared, Math.min(at + length, shared.length), cuts)
    if (end > begin) shared.delete(begin, end - begin)
  },
  hear({ id, update }) {
    Y.applyUpdate(providers.get(id).provider.document, Buffer.from(update, 'hex'), 'elsewhere')
  },
  point({ id, field, value }) {
    providers.get(id).provider.setAwarenessField(field, value)
  },
  drop({ socket }) {
    sockets.get(socket).webSocket?.close()
  },
  look({ id }) {
    say(seen(id))
  },
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const order = JSON.parse(line)
    orders[order.do](order)
  })
  .on('close', () => process.exit(0))
