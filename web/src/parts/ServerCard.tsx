// How full and how busy the server is; read anew while it is looked at.

import { useTranslation } from 'react-i18next';
import { useServer } from '../live/hooks';
import { bytes } from './format';

function Gauge({ name, words, share }: { name: string; words: string; share: number }) {
  const level = share >= 0.95 ? 'bad' : share >= 0.85 ? 'warn' : '';
  return (
    <div className="gauge">
      <dt>{name}</dt>
      <dd>{words}</dd>
      <dd className={`gauge-bar ${level}`} aria-hidden="true"><span style={{ width: `${Math.min(100, Math.max(0, share * 100))}%` }} /></dd>
    </div>
  );
}

export function ServerCard() {
  const { t, i18n } = useTranslation();
  const server = useServer(10_000);
  const size = (count: number) => bytes(count, i18n.language);
  const load = server?.load[0] ?? 0;
  return (
    <section className="server" aria-label={t('server.title')}>
      <dl>
        <Gauge name={t('server.disk')} words={server ? t('server.free', { free: size(server.disk.free), total: size(server.disk.total) }) : '…'} share={server ? 1 - server.disk.free / Math.max(1, server.disk.total) : 0} />
        <Gauge name={t('server.memory')} words={server ? t('server.free', { free: size(server.memory.available), total: size(server.memory.total) }) : '…'} share={server ? 1 - server.memory.available / Math.max(1, server.memory.total) : 0} />
        <Gauge name={t('server.load')} words={server ? t('server.of_cpus', { load: load.toLocaleString(i18n.language, { maximumFractionDigits: 2 }), count: server.cpus }) : '…'} share={server ? load / Math.max(1, server.cpus) : 0} />
        <div className="gauge"><dt>Docker</dt><dd>{server ? (server.engine.reachable ? server.engine.version : t('server.away')) : '…'}</dd></div>
      </dl>
    </section>
  );
}
