using System.ComponentModel;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HostedRuntime.Tool.Commands;

internal sealed class DumpSettings : ProcessSettings
{
    private const int MostTasks = 10_000_000;

    [CommandOption("--json")]
    [Description("Writes a JSON array with a snapshot of each runtime.")]
    public bool IsJson { get; init; }

    [CommandOption("--max-tasks <N>")]
    [Description("The most tasks of a runtime. The longest waiting ones are kept.")]
    [DefaultValue(10_000)]
    public int MaxTasks { get; init; } = 10_000;

    [CommandOption("--runtime <NAME>")]
    [Description("Prints only the runtimes of this name.")]
    public string? Runtime { get; init; }

    [CommandOption("--no-stacks")]
    [Description("Leaves the stacks of suspended tasks out.")]
    public bool HasNoStacks { get; init; }

    public override ValidationResult Validate()
        => MaxTasks is >= 0 and <= MostTasks ? base.Validate() : ValidationResult.Error($"--max-tasks must be 0 to {MostTasks}.");
}
