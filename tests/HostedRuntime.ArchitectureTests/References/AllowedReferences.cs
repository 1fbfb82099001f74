namespace HostedRuntime.ArchitectureTests.References;

/// <summary>
/// The projects and packages that a project may reference. A name that ends in ".*" stands for all names with that prefix.
/// </summary>
internal sealed record AllowedReferences(string[] Projects, string[] Packages)
{
    private static readonly string[] s_aspNetCore = ["Microsoft.AspNetCore", "Microsoft.AspNetCore.*", "Microsoft.Extensions.*", "Microsoft.Net.Http.Headers"];

    /// <summary>The shared frameworks that the project may reference, besides that of .NET.</summary>
    public string[] Frameworks { get; init; } = [];

    /// <summary>
    /// A row for every project under src. There is one project for each foreign dependency, and adapters never reference one another.
    /// </summary>
    public static IReadOnlyDictionary<string, AllowedReferences> Of { get; } = new Dictionary<string, AllowedReferences>
    {
        ["HostedRuntime.Core"] = new([], []),
        ["HostedRuntime"] = new(["HostedRuntime.Core"], ["Microsoft.Extensions.*"]),
        ["HostedRuntime.Analyzers"] = new([], ["Microsoft.CodeAnalysis.Analyzers", "Microsoft.CodeAnalysis.CSharp"]),
        ["HostedRuntime.Analyzers.CodeFixes"] = new(["HostedRuntime.Analyzers"], ["Microsoft.CodeAnalysis.Analyzers", "Microsoft.CodeAnalysis.CSharp.Workspaces"]),
        ["HostedRuntime.Dashboard"] = new(["HostedRuntime.Core", "HostedRuntime"], []) { Frameworks = ["Microsoft.AspNetCore.App"] },
        ["HostedRuntime.OpenTelemetry"] = new([], ["OpenTelemetry.Api"]),
        ["HostedRuntime.Orleans"] = new(["HostedRuntime.Core", "HostedRuntime"], ["Microsoft.Orleans.*", "Orleans.*", "Microsoft.Extensions.*"]),
        ["HostedRuntime.Serilog"] = new(["HostedRuntime.Core"], ["Serilog"]),
        ["HostedRuntime.Templates"] = new([], []),
        ["HostedRuntime.Testing"] = new(["HostedRuntime.Core"], []),
        ["HostedRuntime.Tool"] = new(["HostedRuntime.Core"], ["Microsoft.Diagnostics.NETCore.Client", "Microsoft.Diagnostics.Tracing.TraceEvent", "Spectre.Console", "Spectre.Console.*"]),
    };

    public bool AllowsPackage(string name) => Packages.Any(package => Matches(package, name));

    /// <summary>
    /// Returns whether the built assembly may reference the named assembly. Assemblies of the platform are always allowed.
    /// </summary>
    public bool AllowsAssembly(string name) => Matches("System.*", name) || Matches("Microsoft.Win32.*", name) || Projects.Contains(name) || AllowsPackage(name)
        || (Frameworks.Contains("Microsoft.AspNetCore.App") && Array.Exists(s_aspNetCore, pattern => Matches(pattern, name)));

    private static bool Matches(string pattern, string name)
        => pattern.EndsWith(".*", StringComparison.Ordinal) ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern;
}
