namespace HostedRuntime.SurfaceTests.Packages;

/// <summary>The ways in which a package is used.</summary>
internal enum PackageKind
{
    /// <summary>Programs reference it.</summary>
    Library,

    /// <summary>A command of .NET.</summary>
    Tool,

    /// <summary>Templates of <c>dotnet new</c>.</summary>
    Template,
}
