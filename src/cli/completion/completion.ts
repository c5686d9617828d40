import addTab from '@bomb.sh/tab/commander'
import type { Command } from 'commander'

const EXAMPLES = `
Examples:
  source <(cooper completion bash)                                            in ~/.bashrc
  source <(cooper completion zsh)                                             in ~/.zshrc, after compinit
  cooper completion fish > ~/.config/fish/completions/cooper.fish             once`

/** Verbs and options for the Tab key. To be called last, since it looks at what is there. */
export function addCompletion(program: Command) {
  addTab(program, { completionCommandName: 'completion' })
  program.commands
    .find((command) => command.name() === 'completion')
    ?.description('Print what makes a shell complete verbs and options.')
    .addHelpText('after', EXAMPLES)
}
