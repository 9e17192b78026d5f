import { useEffect, useState } from 'react';
import type { RequestResult } from '../../shared/contract/ipc.ts';
import { call, problemOf } from '../app/bridge.ts';
import { showProblem } from '../app/store.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { MachineText } from '../ui/MachineText.tsx';

type AppInfo = RequestResult<'app.info'>;

/** What a bug report about Lockstep needs. */
export function About() {
  const [info, setInfo] = useState<AppInfo>();
  useEffect(() => {
    call('app.info', {}).then(setInfo, (error: unknown) => showProblem(problemOf(error)));
  }, []);
  if (info === undefined) return null;
  const versions = `Lockstep ${info.version}, Electron ${info.electron}, Chromium ${info.chrome}, Node ${info.node}, ${info.platform}`;
  return (
    <footer className="about">
      <span className="setting-line selectable">
        {versions}
        <CopyButton iconOnly label="Copy the versions" text={versions} />
      </span>
      <span className="setting-line">
        Recordings and preferences: <MachineText>{info.userData}</MachineText>
      </span>
    </footer>
  );
}
