/* expect: licence */
extern int nothing;
