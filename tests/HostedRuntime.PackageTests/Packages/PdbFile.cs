using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;

namespace HostedRuntime.PackageTests.Packages;

/// <summary>A portable symbol file, with what a debugger asks of it.</summary>
internal sealed class PdbFile
{
    private static readonly Guid s_sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");
    private static readonly Guid s_embeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    private PdbFile(MetadataReader reader)
    {
        Id = new BlobContentId(reader.DebugMetadataHeader!.Id);
        foreach (var handle in reader.CustomDebugInformation)
        {
            var information = reader.GetCustomDebugInformation(handle);
            if (reader.GetGuid(information.Kind) == s_sourceLink)
                SourceLink = Encoding.UTF8.GetString(reader.GetBlobBytes(information.Value));
        }

        // Sources that the compiler made are in no repository, so the file itself has to have them.
        Documents = [.. reader.Documents.Where(document => !IsEmbedded(reader, document)).Select(document => reader.GetString(reader.GetDocument(document).Name))];
    }

    public BlobContentId Id { get; }

    /// <summary>The map from paths of sources to addresses, as JSON; empty without one.</summary>
    public string SourceLink { get; } = "";

    /// <summary>The sources that a debugger has to load from elsewhere.</summary>
    public IReadOnlyList<string> Documents { get; }

    public static PdbFile Read(byte[] content)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(content));
        return new PdbFile(provider.GetMetadataReader());
    }

    /// <summary>Returns the id of the symbols that belong to an assembly.</summary>
    public static BlobContentId IdOf(byte[] assembly)
    {
        using var image = new PEReader(new MemoryStream(assembly));
        var entry = image.ReadDebugDirectory().Single(static entry => entry.Type == DebugDirectoryEntryType.CodeView);
        return new BlobContentId(image.ReadCodeViewDebugDirectoryData(entry).Guid, entry.Stamp);
    }

    private static bool IsEmbedded(MetadataReader reader, DocumentHandle document)
        => reader.GetCustomDebugInformation(document).Any(handle => reader.GetGuid(reader.GetCustomDebugInformation(handle).Kind) == s_embeddedSource);
}
