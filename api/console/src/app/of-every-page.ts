/*
 * Many pages use these modules. If they are part of the first script, they compress better than in scripts of their
 * own, and cost the headers of no answer.
 */
import '../api/lookups';
import '../api/paged-list';
import '../as-code/declare-keys';
import '../components/blast-radius';
import '../components/create-dialog';
import '../components/delete-dialog';
import '../components/edit-dialog';
import '../components/end-dialog';
import '../components/expiry-field';
import '../components/key-link';
import '../components/key-state';
import '../components/list-query';
import '../components/object-list';
import '../components/row-icons';
import '../components/row-menu';
import '../components/search-field';
import '../components/time';
import '../pages/key-detail/declaration-of';
import '../pages/key-detail/end-key-dialog';
import '../pages/key-detail/key-family';
