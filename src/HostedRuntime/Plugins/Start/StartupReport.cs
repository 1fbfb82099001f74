using System.Globalization;

namespace HostedRuntime;

/// <summary>The report of the start of a runtime's plugins: which hook ran when, and for how long.</summary>
/// <param name="Runtime">The runtime's name.</param>
/// <param name="Elapsed">
/// Time from the beginning of the runtime's Initialize phase to the end of the last setup hook, or of a start that failed.
/// </param>
/// <param name="Steps">The hooks that ran, in the order in which they began.</param>
public sealed record StartupReport(string Runtime, TimeSpan Elapsed, IReadOnlyList<StartupStep> Steps)
{
    /// <summary>Returns the report as one line of text.</summary>
    /// <returns>Text for people; its form may change.</returns>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds:0.000} s")
            + (Steps.Count == 0 ? ", no plugins" : $": {string.Join(", ", Steps)}");
}

/// <summary>One hook of the start.</summary>
/// <param name="Plugin">The plugin's name, or "setup" for a setup hook of the application.</param>
/// <param name="Phase">The phase of the hook.</param>
/// <param name="Started">When the hook began, counted from the beginning of the runtime's Initialize phase.</param>
/// <param name="Elapsed">How long the hook took.</param>
/// <param name="Succeeded">False if the hook failed, took too long or was cancelled; otherwise true.</param>
public sealed record StartupStep(string Plugin, PluginPhase Phase, TimeSpan Started, TimeSpan Elapsed, bool Succeeded)
{
    /// <summary>The names of the plugins that came before, because this plugin depends on them. Empty for a setup hook.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>The message of the exception that ended the hook; null if it succeeded.</summary>
    public string? Error { get; init; }

    /// <summary>Returns the step as a few words of text.</summary>
    /// <returns>Text for people; its form may change.</returns>
    public override string ToString()
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{Plugin} {Phase} at {Started.TotalSeconds:0.000} s for {Elapsed.TotalSeconds:0.000} s{(Succeeded ? "" : " (failed)")}");
}
