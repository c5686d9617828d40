import { startEmbedded } from './embedded.ts'
import { endToEnd } from './suite.ts'

endToEnd(startEmbedded)
