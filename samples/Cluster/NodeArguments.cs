using System.Globalization;

namespace ThumbnailFarm;

/// <summary>The command line of a node.</summary>
/// <param name="Number">The number of the node, from 1.</param>
/// <param name="Folder">The folder of the farm, with the store and the thumbnails.</param>
/// <param name="SiloPort">The port for the other nodes.</param>
/// <param name="GatewayPort">The port for front ends.</param>
/// <param name="FirstSiloPort">The port of node 1, which keeps the list of the nodes because there is no server for it.</param>
internal sealed record NodeArguments(int Number, string Folder, int SiloPort, int GatewayPort, int FirstSiloPort)
{
    public string[] ToArguments() => ["node", $"{Number}", Folder, $"{SiloPort}", $"{GatewayPort}", $"{FirstSiloPort}"];

    public static NodeArguments Parse(string[] args) => new(ToNumber(args[0]), args[1], ToNumber(args[2]), ToNumber(args[3]), ToNumber(args[4]));

    private static int ToNumber(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
