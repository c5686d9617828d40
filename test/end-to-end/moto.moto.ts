import { suiteWith } from '../support/suite-with.ts'
import { startMoto } from './moto.ts'
import { endToEnd } from './suite.ts'

suiteWith('moto_server', 'with moto_server', () => endToEnd(startMoto))
