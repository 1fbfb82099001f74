using System.ComponentModel;
using Spectre.Console;
using Spectre.Console.Cli;

namespace HostedRuntime.Tool.Commands;

/// <summary>The option that all commands have.</summary>
internal class TimeoutSettings : CommandSettings
{
    [CommandOption("--timeout <SECONDS>")]
    [Description("How long a process may take to answer.")]
    [DefaultValue(10.0)]
    public double TimeoutSeconds { get; init; } = 10;

    public TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);

    public override ValidationResult Validate()
        => TimeoutSeconds is > 0 and <= 3600 ? ValidationResult.Success() : ValidationResult.Error("--timeout must be more than 0 and at most 3600 seconds.");
}
