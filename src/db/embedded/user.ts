import { readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { StartRefused } from '../../lib/errors.ts'
import { hasCode, type Places } from './files.ts'

/**
 * Who runs PostgreSQL. It refuses to run as root, so root drops to somebody else; everybody else runs it as themselves.
 * `drop` is absent when there is nothing to drop.
 */
export interface RunAs {
  drop?: { uid: number; gid: number }
}

/** In this order; initdb wants a name for its user, so a bare number is not enough. */
const CANDIDATES = ['postgres', 'nobody']

/**
 * Root goes on as the owner of an existing cluster, else as the owner of the data folder, else as `postgres` or `nobody`.
 * @throws StartRefused when the cluster is somebody else's or root finds nobody to drop to
 */
export const whoRuns = (places: Places): RunAs => {
  const me = process.getuid?.()
  const cluster = ownerOf(places.cluster)
  if (me !== 0) {
    if (cluster && me !== undefined && cluster.uid !== me) {
      throw new StartRefused(
        `The database in ${places.dataDir} belongs to ${nameOf(cluster.uid)}, not to ${userInfo().username}: start as that user or as root, or set another DATA_DIR.`,
      )
    }
    return {}
  }
  if (process.platform !== 'linux') {
    throw new StartRefused('PostgreSQL does not run as root: start as a normal user, or set DATABASE_URL.')
  }
  if (cluster) return { drop: cluster }
  const users = passwd()
  const folder = ownerOf(places.dataDir)
  if (folder && folder.uid !== 0 && users.some(({ uid }) => uid === folder.uid)) return { drop: folder }
  const found = CANDIDATES.map((name) => users.find((user) => user.name === name)).find(
    (user) => user && user.uid !== 0,
  )
  if (!found) {
    throw new StartRefused(
      `PostgreSQL does not run as root and there is no user ${CANDIDATES.join(' or ')} to run it as: start as a normal user, or set DATABASE_URL.`,
    )
  }
  return { drop: { uid: found.uid, gid: found.gid } }
}

const ownerOf = (path: string): { uid: number; gid: number } | undefined => {
  try {
    const { uid, gid } = statSync(path)
    return { uid, gid }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

const nameOf = (uid: number): string => passwd().find((user) => user.uid === uid)?.name ?? `user ${uid}`

const passwd = (): { name: string; uid: number; gid: number }[] => {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .filter((fields) => fields.length >= 7)
      .map(([name, , uid, gid]) => ({ name: name!, uid: Number(uid), gid: Number(gid) }))
  } catch {
    return []
  }
}
