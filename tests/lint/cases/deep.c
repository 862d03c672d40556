// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* expect: nesting */
int
deep (int a)
{
  if (a > 0)
  {
    if (a > 1)
    {
      if (a > 2)
      {
        if (a > 3)
        {
          if (a > 4)
          {
            if (a > 5)
            {
a++;
            }
          }
        }
      }
    }
  }
  return a;
}
