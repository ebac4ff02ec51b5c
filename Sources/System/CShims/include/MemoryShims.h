#pragma once

// Lets go of the pages of the program's own code that are in memory; those that are used again come back from
// the page cache, one soft fault each. Only code: its pages are never written, so nothing is lost.
void gh_give_back_code_pages(void);
