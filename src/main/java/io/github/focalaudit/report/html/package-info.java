/**
 * The report for people: a view of a run directory's JSON files as one page that needs no network.
 *
 * <p>Sections build a {@link io.github.focalaudit.report.html.ReportPage} of plain records; the
 * templates in {@code src/main/jte} turn it into markup, and they alone do.
 *
 * <p>Imports what its parent package may import.
 */
@NullMarked
package io.github.focalaudit.report.html;

import org.jspecify.annotations.NullMarked;
