import { createServer } from 'node:http'
import type { House } from './house.ts'

export const openWeb = async (_house: House): Promise<{ url: string; stop(): Promise<void> }> => {
  const server = createServer((_request, response) => response.end('ok'))
  return {
    url: '',
    stop: async () => {
      server.close()
    },
  }
}
