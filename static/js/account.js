// A browser fills in a form again when someone goes back to it. If another account is logged in by then, it must not
// see what was typed: the page is opened anew in its place. For the same account, Back stays as it is.
"use strict";

{
  const { account } = document.currentScript.dataset;
  const before = history.state?.account;
  history.replaceState({ ...history.state, account }, "");
  if (before && before !== account) {
    document.documentElement.hidden = true;
    for (const form of document.forms) form.reset();
    location.replace(location.pathname + location.search);
  }
}
