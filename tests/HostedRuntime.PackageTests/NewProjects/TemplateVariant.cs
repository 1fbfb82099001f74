namespace HostedRuntime.PackageTests.NewProjects;

/// <summary>A choice of the options of <c>dotnet new hostedruntime</c>.</summary>
internal sealed record TemplateVariant(string Name, params string[] Options)
{
    public static IReadOnlyList<TemplateVariant> All { get; } =
    [
        new("Plain"),
        new("Site", "--web"),
        new("Plugged", "--plugin"),
        new("Both", "--web", "--plugin"),
    ];

    public bool IsWeb => Options.Contains("--web");
}
