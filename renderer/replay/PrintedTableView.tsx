import { CircleCheck, TriangleAlert } from 'lucide-react';
import type { PrintedTable } from '../../shared/scenario/printed-table.ts';
import { Badge } from '../ui/Badge.tsx';

interface PrintedTableViewProps {
  readonly table: PrintedTable;
  readonly selectedLock: string | undefined;
}

/** The kernel's own table, in its columns, and whether it is a deadlock by itself. */
export function PrintedTableView({ table, selectedLock }: PrintedTableViewProps) {
  const { columns, steps, deadlocksByItself, explanation, missing, columnsInferred } = table;
  return (
    <section className="printed-table" aria-label="The kernel's table, as printed">
      <h3 className="printed-title">
        As printed by the kernel
        {columnsInferred && (
          <Badge
            tone="inferred"
            title="The log had lost the layout of the table; it was rebuilt from the order of its lines."
          >
            columns inferred
          </Badge>
        )}
      </h3>
      <div className="printed-scroll" tabIndex={0} role="group" aria-label="Table">
        <table className="mono">
          <thead>
            <tr>
              {columns.map((name, column) => (
                <th key={column} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map((step, row) => (
              <tr key={row}>
                {columns.map((_, column) => (
                  <td key={column} data-selected={step.lock !== undefined && step.lock === selectedLock}>
                    {column === step.column ? step.text : ''}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="printed-verdict" data-deadlock={deadlocksByItself}>
        {deadlocksByItself ? <CircleCheck aria-hidden /> : <TriangleAlert aria-hidden />}
        <span>{deadlocksByItself ? explanation : `Not a deadlock by itself. ${missing?.words ?? explanation}`}</span>
      </p>
    </section>
  );
}
