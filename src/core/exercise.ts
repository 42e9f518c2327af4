/** A small coping exercise. Texts: `exercise.<name>.title`, `exercise.<name>.step.1` … */
export interface Exercise {
  name: string
  /** Number of step texts; each is one message. */
  steps: number
  /** About how long it takes. */
  minutes: number
  /** Good when unrest is high: offered for RO and after a safety reply. */
  calming: boolean
}
