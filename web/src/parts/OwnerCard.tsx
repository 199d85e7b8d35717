// On the first page, until this server has an owner: whoever reaches it on this machine may do everything.

import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { useMe } from '../live/me';
import { Message } from './Message';

export function OwnerCard() {
  const { t } = useTranslation();
  const me = useMe();
  if (me?.kind !== 'open' || me.owner) return null;
  return (
    <Message kind="warning" title={t('owner.title')} actions={<Button component={Link} to="/setup" data-key="set-owner">{t('owner.go')}</Button>}>
      <p>{t('owner.text')}</p>
    </Message>
  );
}
