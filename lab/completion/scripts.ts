/**
 * A script for a shell. It makes `lab` a function that runs this project's command, because nothing is installed outside
 * of the clone, and asks that command what can stand where the cursor is.
 *
 * @param project the project's folder
 */
export const scripts: Readonly<Record<string, (project: string) => string>> = {
  bash: (project) => `lab() { node ${quoted(`${project}engine/bootstrap.mjs`)} lab/main.ts "$@"; }
_lab_completion() {
  local IFS=$'\\n'
  COMPREPLY=($(lab complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _lab_completion lab`,
  zsh: (project) => `lab() { node ${quoted(`${project}engine/bootstrap.mjs`)} lab/main.ts "$@"; }
_lab_completion() {
  local -a found
  found=("\${(@f)$(lab complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -a found
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
compdef _lab_completion lab`,
  fish: (project) => `function lab; node ${quoted(`${project}engine/bootstrap.mjs`)} lab/main.ts $argv; end
complete -c lab -f -a '(lab complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'`,
};

/** A text as one word of a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
