using System.Globalization;

namespace HostedRuntime;

/// <summary>How a runtime's plugins started: which hook ran when, and for how long.</summary>
/// <param name="Runtime">The runtime's name.</param>
/// <param name="Elapsed">Time from the workers' start to the end of the last setup hook; or of the start, when that failed.</param>
/// <param name="Steps">One for each hook that ran, in the order in which they began.</param>
public sealed record StartupReport(string Runtime, TimeSpan Elapsed, IReadOnlyList<StartupStep> Steps)
{
    /// <summary>All of it in one line.</summary>
    /// <returns>Text for people; its form may change.</returns>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds:0.000} s")
            + (Steps.Count == 0 ? ", no plugins" : $": {string.Join(", ", Steps)}");
}

/// <summary>One hook of the start.</summary>
/// <param name="Plugin">The plugin's name; "setup" for a setup hook of the application.</param>
/// <param name="Phase">Which hook.</param>
/// <param name="Started">When it began, after the workers' start.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Succeeded">False when it failed, took too long or was cancelled.</param>
public sealed record StartupStep(string Plugin, PluginPhase Phase, TimeSpan Started, TimeSpan Elapsed, bool Succeeded)
{
    /// <summary>All of it in a few words.</summary>
    /// <returns>Text for people; its form may change.</returns>
    public override string ToString()
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{Plugin} {Phase} at {Started.TotalSeconds:0.000} s for {Elapsed.TotalSeconds:0.000} s{(Succeeded ? "" : " (failed)")}");
}
