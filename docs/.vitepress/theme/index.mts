import theme from 'vitepress/theme';
import 'virtual:code-colors.css';
import './style.css';

export default theme;
