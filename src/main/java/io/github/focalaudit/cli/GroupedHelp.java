package io.github.focalaudit.cli;

import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The options of a command's help under headings: a mixin is a group, the options of the command
 * itself come first, those that all commands have last. Stateless.
 */
final class GroupedHelp {
  /** More of them are too many for one sentence. */
  private static final int SYNOPSIS_OPTIONS = 10;

  private static final String OWN = "Options:";
  private static final int WIDTH = 100;
  private static final String GENERAL = "General:";
  private static final Set<String> GENERAL_OPTIONS = Set.of("--help", "--version", "--verbose");

  /** In the order of the page. */
  private static final Map<Class<?>, String> HEADINGS = headings();

  private GroupedHelp() {}

  private static Map<Class<?>, String> headings() {
    Map<Class<?>, String> headings = new LinkedHashMap<>();
    headings.put(DatasetArguments.class, "Images and masks:");
    headings.put(InputOptions.class, "How files are read:");
    headings.put(LossOptions.class, "Loss:");
    headings.put(GateOptions.class, "Gate, baseline, history and slices:");
    headings.put(AuditArguments.class, "Audit and report:");
    headings.put(RunFileOptions.class, "Files of the run:");
    return headings;
  }

  /** Groups the options in the help of a command and of its subcommands. */
  static void install(CommandLine command) {
    command
        .getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, GroupedHelp::optionList);
    command.setUsageHelpWidth(WIDTH);
    int options = command.getCommandSpec().options().size();
    command.getCommandSpec().usageMessage().abbreviateSynopsis(options > SYNOPSIS_OPTIONS);
    command.getSubcommands().values().forEach(GroupedHelp::install);
  }

  private static String optionList(Help help) {
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    groups.put(OWN, new ArrayList<>());
    HEADINGS.values().forEach(heading -> groups.put(heading, new ArrayList<>()));
    groups.put(GENERAL, new ArrayList<>());
    for (OptionSpec option : help.commandSpec().options()) {
      if (!option.hidden()) {
        groups.computeIfAbsent(heading(option), key -> new ArrayList<>()).add(option);
      }
    }
    StringBuilder text = new StringBuilder();
    groups.forEach(
        (heading, options) -> {
          if (!options.isEmpty()) {
            text.append(String.format("%n%s%n", heading));
            text.append(help.optionListExcludingGroups(options));
          }
        });
    return text.toString();
  }

  private static String heading(OptionSpec option) {
    if (GENERAL_OPTIONS.contains(option.longestName())) {
      return GENERAL;
    }
    return option.userObject() instanceof Member member
        ? HEADINGS.getOrDefault(member.getDeclaringClass(), OWN)
        : OWN;
  }
}
