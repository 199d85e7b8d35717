// A version that is not wanted: nobody is told of it, and nothing takes it by itself; the next one is wanted again.

import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../../../api/client';
import { updatesApi, type Update } from '../../../api/updates';
import { useAppPolicy } from '../../../live/updateHooks';
import { Trouble } from '../../../parts/Message';
import { offeredDigests } from '../../../parts/update';
import { useTellPolicy } from './useTellPolicy';

const most = 50; // the server keeps no more

export function Skip({ app, update }: { app: string; update: Update }) {
  const { t } = useTranslation();
  const skipped = useAppPolicy(app).data?.own.skipped;
  const tell = useTellPolicy(app);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const offered = offeredDigests(update);
  if (!skipped || offered.length === 0) return null;
  const isSkipped = offered.every((each) => skipped.includes(each));
  const send = async () => {
    setSending(true);
    setProblem(null);
    const others = skipped.filter((each) => !offered.includes(each));
    try {
      tell(await updatesApi.saveAppPolicy(app, { skipped: isSkipped ? others : [...others, ...offered].slice(-most) }));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setSending(false);
    }
  };
  return (
    <>
      <Button variant="subtle" loading={sending} onClick={() => void send()} data-key="skip">{isSkipped ? t('skip_version.undo') : t('skip_version.do')}</Button>
      {problem && <Trouble problem={problem} onClose={() => setProblem(null)} />}
    </>
  );
}
