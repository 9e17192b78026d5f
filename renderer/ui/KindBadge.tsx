import {
  CircleDashed,
  CircleSlash,
  Clock,
  Gauge,
  KeyRound,
  List,
  LockOpen,
  LogOut,
  type LucideIcon,
  RefreshCw,
  Repeat1,
  Shuffle,
  Trash2,
  TriangleAlert,
  Zap,
} from 'lucide-react';
import type { ReportKind } from '../../shared/contract/report.ts';
import './Badge.css';
import { KIND_WORDS } from './kind-words.ts';

const ICONS: Readonly<Record<ReportKind, LucideIcon>> = {
  circular: RefreshCw,
  recursive: Repeat1,
  'irq-unsafe-order': Zap,
  'irq-inversion': Shuffle,
  'inconsistent-state': Zap,
  'invalid-wait-context': CircleSlash,
  'nested-lock-not-taken': LockOpen,
  'bad-unlock-balance': LockOpen,
  'bad-contention-balance': LockOpen,
  'held-lock-freed': Trash2,
  'locks-held-at-exit': LogOut,
  'locks-held-in-user': LogOut,
  'suspicious-rcu': TriangleAlert,
  'non-static-key': KeyRound,
  'lockdep-limit': Gauge,
  'held-locks-dump': List,
  'hung-task': Clock,
  'cpuhp-instances-left': CircleDashed,
};

/** The kind of a report: its own icon and its name. */
export function KindBadge({ kind }: { readonly kind: ReportKind }) {
  const Icon = ICONS[kind];
  return (
    <span className="kind-badge" title={KIND_WORDS[kind].meaning}>
      <Icon aria-hidden />
      <span className="ellipsis">{KIND_WORDS[kind].name}</span>
    </span>
  );
}
