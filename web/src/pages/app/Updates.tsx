// Updates of one app: what is known, what one would do, what there is to go back to, what became of them, when they happen.

import { useParams } from 'react-router-dom';
import { useApp } from '../../live/hooks';
import { useMay } from '../../live/me';
import { AppPolicySection } from './updates/AppPolicy';
import { RevisionSection } from './updates/Revision';
import { GateSection } from './updates/Gate';
import { HistorySection } from './updates/History';
import { KnownSection } from './updates/Known';
import { PointsSection } from './updates/Points';

export function Updates() {
  const { name = '' } = useParams();
  const app = useApp(name);
  const { install } = useMay();
  if (!app) return null;
  return (
    <>
      <KnownSection app={app} />
      <RevisionSection app={app} />
      <div className="columns">
        <div>
          <HistorySection app={app.name} />
        </div>
        <div>
          <PointsSection app={app} />
          {install && <AppPolicySection app={app} />}
          {install && <GateSection app={app.name} />}
        </div>
      </div>
    </>
  );
}
