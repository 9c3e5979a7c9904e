/** Where ranks of gangs wait for each other, as in a collective: the last one to come lets all go on. */
import { createServer, type Server, type Socket } from 'node:net'

interface Meeting {
  readonly sockets: Set<Socket>
  here: number
}

export interface MeetingPoint {
  readonly address: string
  close(): void
}

export async function startMeetingPoint(): Promise<MeetingPoint> {
  const meetings = new Map<string, Meeting>()
  const all = new Set<Socket>()
  const tell = ({ sockets }: Meeting, word: string): void => {
    for (const socket of sockets) socket.write(`${word}\n`)
  }
  const server: Server = createServer((socket) => {
    all.add(socket)
    socket.setNoDelay(true)
    let mine: Meeting | undefined
    let members = 0
    let rest = ''
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      all.delete(socket)
      mine?.sockets.delete(socket)
    })
    socket.on('data', (data) => {
      const lines = (rest + data.toString()).split('\n')
      rest = lines.pop() as string
      for (const line of lines) {
        if (mine === undefined) {
          const [gang, , of] = line.split(' ') as [string, string, string]
          mine = meetings.get(gang) ?? { sockets: new Set(), here: 0 }
          meetings.set(gang, mine)
          members = Number(of)
          mine.sockets.add(socket)
          if (mine.sockets.size === members) tell(mine, 'begin')
        } else if (++mine.here === members) {
          mine.here = 0
          tell(mine, 'go')
        }
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    address: `127.0.0.1:${port}`,
    close() {
      server.close()
      for (const socket of all) socket.destroy()
    },
  }
}
