# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""Random faults against the real product, and judges that do not ask it how it is."""
