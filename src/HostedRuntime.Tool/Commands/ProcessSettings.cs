using System.ComponentModel;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HostedRuntime.Tool.Commands;

/// <summary>The process that a command looks at.</summary>
internal class ProcessSettings : TimeoutSettings
{
    [CommandArgument(0, "<PID>")]
    [Description("The id of the process.")]
    public int ProcessId { get; init; }

    public override ValidationResult Validate()
        => ProcessId > 0 ? base.Validate() : ValidationResult.Error("PID must be the id of a process.");
}
