#!/usr/bin/env node
/** The `lockstep` command line: the same services as the workbench, without a window. */
process.stderr.write('lockstep: not built yet\n');
process.exitCode = 2;
