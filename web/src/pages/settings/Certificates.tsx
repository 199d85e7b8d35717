// What HTTPS is served with, and how a device comes to trust it.

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accessApi, type Certificates as All } from '../../api/access';
import { asProblem } from '../../api/client';
import { keys } from '../../live/keys';
import { Facts } from '../../parts/Facts';
import { dateTime } from '../../parts/format';
import { Message, Trouble } from '../../parts/Message';
import { Devices } from './certificates/Devices';

function Served({ all }: { all: All }) {
  const { t, i18n } = useTranslation();
  if (!all.certificate) return <Message kind={all.secure ? 'note' : 'warning'} title={t('tls.none')}><p>{t('tls.none_text')}</p></Message>;
  return (
    <>
      {all.problem && <Trouble title={t('tls.problem')} problem={all.problem} />}
      {all.left_out.length > 0 && <Message kind="warning" title={t('tls.left_out', { names: all.left_out.join(', ') })}><p>{t('tls.left_out_text')}</p></Message>}
      <Facts items={[
        [t('tls.source'), t(all.source === 'files' ? 'tls.files' : 'tls.own')],
        [t('tls.for'), all.certificate.names.join(', ')],
        [t('tls.until'), dateTime(all.certificate.until, i18n.language)],
        [t('tls.fingerprint'), <code key="fingerprint" className="secret">{all.certificate.fingerprint}</code>],
        [t('tls.here'), t(all.secure ? 'tls.secure' : 'tls.plain')],
      ]} />
      {all.source === 'files' && !all.trusted && <p className="dim">{t('tls.untrusted')}</p>}
    </>
  );
}

function Authority({ authority }: { authority: NonNullable<All['authority']> }) {
  const { t, i18n } = useTranslation();
  return (
    <section className="panel" aria-labelledby="authority">
      <h2 id="authority">{t('tls.trust')}</h2>
      <p className="panel-text">{t('tls.trust_text')}</p>
      <div className="actions"><Button component="a" href={authority.url} download="furtka-ca.crt">{t('tls.download')}</Button></div>
      <Facts items={[
        [t('tls.name'), authority.name],
        [t('tls.fingerprint'), <code key="fingerprint" className="secret" data-key="authority">{authority.fingerprint}</code>],
        [t('tls.until'), dateTime(authority.until, i18n.language)],
        [t('tls.permitted'), authority.permitted.join(', ')],
      ]} />
      <p className="dim">{t('tls.compare')} <code>furtka certificate show</code></p>
      <Devices name={authority.name} />
    </section>
  );
}

export function Certificates() {
  const { t } = useTranslation();
  const all = useQuery({ queryKey: keys.certificates, queryFn: accessApi.certificates, staleTime: 0, retry: 0 });
  return (
    <>
      <section className="panel" aria-labelledby="certificate">
        <h2 id="certificate">{t('tls.title')}</h2>
        {all.error && <Trouble problem={asProblem(all.error)} actions={<Button variant="default" onClick={() => void all.refetch()}>{t('try_again')}</Button>} />}
        {all.data && <Served all={all.data} />}
      </section>
      {all.data?.authority && <Authority authority={all.data.authority} />}
    </>
  );
}
