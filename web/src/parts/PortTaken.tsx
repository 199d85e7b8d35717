// A port that somebody has already: who, and what to take instead.

import { Button } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Message } from './Message';
import type { Taken } from './portPlaces';

/** `nameOf` gives the name that an owner knows an app by. */
export function takenWords(t: TFunction, taken: Taken, nameOf: (app: string) => string): string {
  const { app, container, process, pid } = taken.holder;
  const { port } = taken;
  if (app !== null && app === taken.app) return t('ports.twice', { port });
  if (app !== null) return t(taken.waits ? 'ports.waits' : 'ports.app', { port, holder: nameOf(app) });
  if (container !== null) return t('ports.container', { port, holder: container });
  if (process !== null && pid !== null) return t('ports.process', { port, holder: process, pid });
  return t('ports.program', { port, holder: process ?? '' });
}

interface Props { taken: Taken; nameOf: (app: string) => string; alongside?: boolean; take?: () => void; done?: boolean }

export function PortTaken({ taken, nameOf, alongside = false, take, done = false }: Props) {
  const { t } = useTranslation();
  const free = taken.take;
  return (
    <Message kind={taken.waits ? 'note' : 'warning'} actions={free !== null && take && !done && (
      <Button size="xs" variant="default" onClick={take} data-take={taken.setting ?? taken.place}>{t('ports.take', { free })}</Button>
    )}>
      <p>{alongside && `${nameOf(taken.app)}: `}{takenWords(t, taken, nameOf)} {free !== null && t(done ? 'ports.taken_instead' : free.includes('-') ? 'ports.free_range' : 'ports.free', { free })}</p>
      {free === null && !taken.waits && <p className="hint">{t('ports.none')}</p>}
      {done && taken.place !== null && !alongside && <p className="hint">{t('ports.kept')}</p>}
    </Message>
  );
}
