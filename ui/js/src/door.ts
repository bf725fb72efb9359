// Pages outside the app: sign-in, set-up, the sample's door.

import "./json";
