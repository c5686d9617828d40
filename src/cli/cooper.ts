import { Command } from 'commander'
import { errorText } from '../core/cooper-error.ts'
import { visible } from '../core/printable.ts'
import { addCheck } from './check/check.ts'
import { addCheckTemplate } from './check-template/check-template.ts'
import { addCompletion } from './completion/completion.ts'
import { addExplain } from './explain/explain.ts'
import { addFix } from './fix/fix.ts'
import { addHistory } from './history/history.ts'
import { addImpact } from './impact/impact.ts'
import { addLocal } from './local/local.ts'
import { addObjects } from './objects/objects.ts'
import { settingsList } from './options/settings-list.ts'
import { addApprove } from './proposals/approve.ts'
import { addProposals } from './proposals/proposals.ts'
import { addReject } from './proposals/reject.ts'
import { addReencrypt } from './reencrypt/reencrypt.ts'
import { addReplay } from './replay/replay.ts'
import { addSettings } from './settings/settings.ts'
import { EXIT } from './terminal/exit-code.ts'
import { watchOutput } from './terminal/standard-output.ts'
import { versionText } from './terminal/version.ts'
import { addUndo } from './undo/undo.ts'
import { addUninstall } from './uninstall/uninstall.ts'
import { addYield } from './yield/yield.ts'

const program = new Command('cooper')
  .description('Checks and fixes the S3 buckets of an AWS account: TLS only, encrypted by default.')
  .version(versionText)
  .showHelpAfterError('(see --help)')
  .addHelpText(
    'after',
    `
Settings, as variables or with --set NAME=value, as docs/configuration.md describes them:
${settingsList()}

Exit codes: 0 all well · 1 findings · 2 wrong usage or input · 130 interrupted`,
  )
  // Commander ends with 1 after wrong usage, which here means findings.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? EXIT.well : EXIT.wrongInput))

addCheck(program)
addCheckTemplate(program)
addFix(program)
addProposals(program)
addApprove(program)
addReject(program)
addReplay(program)
addExplain(program)
addImpact(program)
addObjects(program)
addHistory(program)
addSettings(program)
addUndo(program)
addReencrypt(program)
addUninstall(program)
addYield(program)
addLocal(program)
addCompletion(program)

watchOutput()
program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${visible(errorText(error), 2000)}\n`)
  process.exitCode = EXIT.wrongInput
})
