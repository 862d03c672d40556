#compdef vpnctl
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
# zsh completion of vpnctl; "vpnctl complete" knows the candidates.

_vpnctl ()
{
  local line
  local -a closed open

  for line in ${(f)"$($words[1] complete -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)"}; do
    # The first tab parts a candidate from what is told about it.
    if [[ ${line%%$'\t'*} == *= ]]; then
      open+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    else
      closed+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    fi
  done
  if (($#open + $#closed == 0)); then
    _files
    return
  fi
  (($#closed)) && _describe -t values value closed
  (($#open)) && _describe -t settings setting open -S ''
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _vpnctl "$@"
else
  compdef _vpnctl vpnctl
fi
