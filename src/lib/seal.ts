import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Sealing of what is personal. AES-256-GCM with a random 96-bit nonce; a key per citizen, so the number of messages
 * under one key stays far below 2^32 (NIST SP 800-38D, 8.3).
 *
 * Sealed: version (1) · nonce (12) · tag (16) · ciphertext. The context ('citizen.name') is authenticated, so a value
 * moved to another column does not open. Wrapped keys carry the id of the key that wrapped them.
 */

const VERSION = 1
const NONCE = 12
const TAG = 16
const HEAD = 1 + NONCE + TAG
const KEY = 32

/** A sealed value that does not open: another key, another context, or changed bytes. Says nothing of the content. */
export class SealBroken extends Error {
  override name = 'SealBroken'
  readonly context: string
  constructor(context: string, options?: { cause?: unknown }) {
    super(`sealed value of ${context} does not open`, options)
    this.context = context
  }
}

/** A key was wrapped by a master key that `MAKKER_KEYS` does not have any more. */
export class KeyUnknown extends Error {
  override name = 'KeyUnknown'
  readonly keyId: string
  constructor(keyId: string) {
    super(`no key with the id ${keyId}`)
    this.keyId = keyId
  }
}

/** 32 random bytes: the key of one citizen. Destroying its wrapped form erases what it sealed. */
export const newCitizenKey = (): Buffer => randomBytes(KEY)

/** Seals a text. `context` names the column, `table.column`. */
export const seal = (key: Buffer, plaintext: string, context: string): Buffer =>
  encrypt(key, Buffer.from(plaintext, 'utf8'), Buffer.from(context, 'utf8'))

/** The text again. @throws SealBroken */
export const open = (key: Buffer, sealed: Uint8Array, context: string): string =>
  decrypt(key, sealed, Buffer.from(context, 'utf8'), context).toString('utf8')

const encrypt = (key: Buffer, plain: Buffer, aad: Buffer): Buffer => {
  const out = Buffer.allocUnsafe(HEAD + plain.length)
  out[0] = VERSION
  const nonce = newNonce()
  nonce.copy(out, 1)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(aad)
  // GCM is a stream mode: update() returns everything, final() only finishes the tag.
  cipher.update(plain).copy(out, HEAD)
  cipher.final()
  cipher.getAuthTag().copy(out, 1 + NONCE)
  return out
}

/** A call for random bytes costs more than to seal a sentence, so they are asked for many at a time. Each is used once. */
let pool = Buffer.alloc(0)
const newNonce = (): Buffer => {
  if (pool.length < NONCE) pool = randomBytes(NONCE * 256)
  const nonce = pool.subarray(0, NONCE)
  pool = pool.subarray(NONCE)
  return nonce
}

const decrypt = (key: Buffer, sealed: Uint8Array, aad: Buffer, context: string): Buffer => {
  if (sealed.length < HEAD || sealed[0] !== VERSION) throw new SealBroken(context)
  try {
    // The length is fixed: GCM would accept a shortened tag, which is easier to forge.
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE), { authTagLength: TAG })
    decipher.setAAD(aad)
    decipher.setAuthTag(sealed.subarray(1 + NONCE, HEAD))
    const plain = decipher.update(sealed.subarray(HEAD))
    decipher.final()
    return plain
  } catch (cause) {
    throw new SealBroken(context, { cause })
  }
}

/** One entry of `MAKKER_KEYS`; the first is current. `id` is 1–64 bytes, `key` 32. */
export interface MasterKey {
  id: string
  key: Buffer
}

/**
 * The master keys. They wrap the citizens' keys and the index key; they seal nothing else.
 *
 * Rotation: a new first entry in `MAKKER_KEYS`; everything wrapped by an older one still opens while that one is
 * listed, and is re-wrapped (`wrap(unwrap(x))` for what is not `isCurrent`) until the older one can go. Sealed columns
 * are not touched, and neither is the blind index: its key is random, made once, wrapped and kept in the key store,
 * so a rotation only re-wraps it and look-ups go on finding what they found before.
 */
export class Keyring {
  #current: MasterKey
  #keys = new Map<string, Buffer>()
  #indexKey: Buffer | undefined
  #channelKeys = new Map<string, Buffer>()

  constructor(keys: readonly MasterKey[]) {
    const [current] = keys
    if (!current) throw new RangeError('a keyring needs at least one key')
    for (const { id, key } of keys) {
      const length = Buffer.byteLength(id)
      if (length < 1 || length > 64) throw new RangeError('the id of a key is 1 to 64 bytes')
      if (key.length !== KEY) throw new RangeError(`key ${id} is ${key.length} bytes, not ${KEY}`)
      if (this.#keys.has(id)) throw new RangeError(`two keys have the id ${id}`)
      this.#keys.set(id, key)
    }
    this.#current = current
  }

  /** The id of the key that wraps now. */
  get currentId(): string {
    return this.#current.id
  }

  /** Length of id (1) · id · sealed key. The id is authenticated. */
  wrap(citizenKey: Buffer): Buffer {
    const id = Buffer.from(this.#current.id, 'utf8')
    return Buffer.concat([Buffer.of(id.length), id, encrypt(this.#current.key, citizenKey, wrapContext(id))])
  }

  /** @throws KeyUnknown, SealBroken */
  unwrap(wrapped: Uint8Array): Buffer {
    const id = wrappedBy(wrapped)
    const key = this.#keys.get(id.toString('utf8'))
    if (!key) throw new KeyUnknown(id.toString('utf8'))
    return decrypt(key, wrapped.subarray(1 + id.length), wrapContext(id), 'wrapped key')
  }

  /** False: `unwrap` and `wrap` it again, a newer key is current. */
  isCurrent(wrapped: Uint8Array): boolean {
    return wrappedBy(wrapped).toString('utf8') === this.#current.id
  }

  /** A new index key in its wrapped form, for the key store. Made once in a deployment's life. */
  newIndexKey(): Buffer {
    return this.wrap(randomBytes(KEY))
  }

  /** Hands the stored index key to this keyring; before that there is no `blindIndex`. @throws KeyUnknown, SealBroken */
  useIndexKey(wrapped: Uint8Array): void {
    this.#indexKey = this.unwrap(wrapped)
    this.#channelKeys.clear()
  }

  /**
   * Finds an address without storing it: HMAC-SHA256 under a subkey of the index key (HKDF, one per channel, so the
   * same number on two channels does not show). 32 bytes. `address` in its one normal form (E.164, chat id).
   */
  blindIndex(channel: string, address: string): Buffer {
    return createHmac('sha256', this.#channelKey(channel)).update(address, 'utf8').digest()
  }

  /** 8 bytes in hex that tell two keys of the same id apart and give nothing of the key away. @throws KeyUnknown */
  fingerprint(id: string): string {
    const key = this.#keys.get(id)
    if (!key) throw new KeyUnknown(id)
    return createHash('sha256').update('makker key fingerprint\0').update(key).digest('hex').slice(0, 16)
  }

  #channelKey(channel: string): Buffer {
    let key = this.#channelKeys.get(channel)
    if (!key) {
      if (!this.#indexKey) throw new KeyUnknown('blind index: useIndexKey was not called')
      key = Buffer.from(hkdfSync('sha256', this.#indexKey, '', `makker blind index ${channel}`, KEY))
      this.#channelKeys.set(channel, key)
    }
    return key
  }
}

const wrapContext = (id: Buffer): Buffer => Buffer.concat([Buffer.from('makker wrapped key\0'), id])

const wrappedBy = (wrapped: Uint8Array): Buffer => {
  const length = wrapped[0]
  if (length === undefined || length === 0 || wrapped.length < 1 + length + HEAD) throw new SealBroken('wrapped key')
  return Buffer.from(wrapped.subarray(1, 1 + length))
}
