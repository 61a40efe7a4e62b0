/**
 * The use cases: validate, dry run, judge and compare, audit, report.
 *
 * <p>May import of this project: {@code storage}, {@code format}, {@code dataset}, {@code sample},
 * {@code plan}, {@code kernel}, {@code sum}, {@code picture}, {@code document}, {@code evaluation},
 * {@code comparison}, {@code gate}, {@code spark}, {@code report}, {@code warning}, {@code
 * setting}.
 */
@NullMarked
package io.github.focalaudit.run;

import org.jspecify.annotations.NullMarked;
