namespace HostedRuntime.ArchitectureTests.References;

/// <summary>What a project may stand on. A name that ends in a dot and a star stands for a family.</summary>
internal sealed record AllowedReferences(string[] Projects, string[] Packages)
{
    /// <summary>Every project under src has a row: projects follow foreign dependencies, and adapters never know one another.</summary>
    public static IReadOnlyDictionary<string, AllowedReferences> Of { get; } = new Dictionary<string, AllowedReferences>
    {
        ["HostedRuntime.Core"] = new([], []),
        ["HostedRuntime"] = new(["HostedRuntime.Core"], ["Microsoft.Extensions.*"]),
        ["HostedRuntime.Serilog"] = new(["HostedRuntime.Core"], ["Serilog"]),
    };

    public bool AllowsPackage(string name) => Packages.Any(package => Matches(package, name));

    /// <summary>Of a built assembly: the platform is free.</summary>
    public bool AllowsAssembly(string name) => Matches("System.*", name) || Projects.Contains(name) || AllowsPackage(name);

    private static bool Matches(string pattern, string name)
        => pattern.EndsWith(".*", StringComparison.Ordinal) ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern;
}
