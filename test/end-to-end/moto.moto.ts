import { describe } from 'vitest'
import { hasMoto, startMoto } from './moto.ts'
import { endToEnd } from './suite.ts'

describe.skipIf(!hasMoto)('where moto_server is on the PATH', () => endToEnd(startMoto))
