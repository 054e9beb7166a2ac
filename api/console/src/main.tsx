import '@mantine/core/styles.css';
import './app/app.css';
import './app/of-every-page';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';

const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
// The scroll lock below dialogs and menus adds a style element of its own.
setNonce(nonce);

// Mantine sets the text of its style elements as markup. CSS contains no tag, so everything else is blocked.
window.trustedTypes?.createPolicy('default', {
  createHTML(text) {
    if (text.includes('<')) throw new TypeError('The console writes no markup.');
    return text;
  },
});

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the ID "root".');
createRoot(root).render(<App nonce={nonce} />);
