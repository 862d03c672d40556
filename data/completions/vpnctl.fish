# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
# fish completion of vpnctl; "vpnctl complete" knows the candidates.

function __vpnctl_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    $program complete -- $words (commandline -ct) 2>/dev/null
end

complete -c vpnctl -f -a '(__vpnctl_complete)'
complete -c vpnctl -n '__fish_seen_subcommand_from capture import export' -F
