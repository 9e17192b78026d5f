/** `lockstep schema`: the JSON Schemas of the objects that other programs may rely on. */
import { Argument } from 'commander';
import { z } from 'zod';
import { schemas } from '../../../shared/contract/schema.ts';
import { print } from '../output.ts';
import type { CliCommand } from './command.ts';

export const schemaCommand: CliCommand = {
  register(program) {
    program
      .command('schema')
      .summary('print the JSON Schema of an object')
      .description(
        'Print the JSON Schema of one of the objects of docs/contracts.md, generated from the schema that validates it at run time.',
      )
      .addArgument(new Argument('<object>', 'which object').choices(Object.keys(schemas)))
      .action(async (name: keyof typeof schemas) => {
        const schema = z.toJSONSchema(schemas[name], { io: 'output', unrepresentable: 'any' });
        await print(`${JSON.stringify(schema, null, 2)}\n`);
        process.exitCode = 0;
      });
  },
};
