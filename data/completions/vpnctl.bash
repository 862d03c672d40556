# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
# bash completion of vpnctl; "vpnctl complete" knows the candidates.

_vpnctl ()
{
  local rest=$COMP_LINE word space current candidate about i
  local -a words=()

  # bash parts words at "=" and ":", which belong to settings and names.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    space=${rest%%[![:space:]]*}
    rest=${rest#"$space"}
    rest=${rest#"$word"}
    if ((i > 0)) && [[ -z $space && -n $word ]]; then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
  done
  current=${words[${#words[@]} - 1]}
  [[ $current == [\"\']* ]] && current=${current:1}
  words[${#words[@]} - 1]=${current//\\/}

  COMPREPLY=()
  while IFS=$'\t' read -r candidate about; do
    [[ $candidate == *= ]] && compopt -o nospace
    # Only what stands behind the last "=" is replaced.
    [[ $current == *=* ]] && candidate=${candidate#"${current%=*}="}
    [[ ${COMP_WORDS[COMP_CWORD]} == [\"\']* ]] || printf -v candidate %q "$candidate"
    COMPREPLY+=("${candidate//\\=/=}")
  done < <("$1" complete -- "${words[@]:1}" 2>/dev/null)
}
complete -o default -F _vpnctl vpnctl
