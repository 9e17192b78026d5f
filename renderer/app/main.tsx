import { createRoot } from 'react-dom/client';
import '../ui/base.css';
import { startFollowingParts } from '../console/follow-parts.ts';
import { startUnseen } from '../console/list/unseen.ts';
import { App } from './App.tsx';
import { startKeys } from './keys.ts';
import { startKeepingPlace } from './last-place.ts';
import { startShowingNewFiles } from './show-new-files.ts';
import { startSync } from './sync.ts';
import { startMakingRoom } from './visibility.ts';

startShowingNewFiles();
startKeepingPlace();
startFollowingParts();
startUnseen();
startSync();
startKeys();
startMakingRoom();
createRoot(document.getElementById('root')!).render(<App />);
