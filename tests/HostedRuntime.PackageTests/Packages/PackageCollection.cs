namespace HostedRuntime.PackageTests.Packages;

/// <summary>The tests that read the packages of one <see cref="PackedFolder"/>, so that they are packed once.</summary>
[CollectionDefinition(Name)]
public sealed class PackageCollection : ICollectionFixture<PackedFolder>
{
    public const string Name = "packages";
}
