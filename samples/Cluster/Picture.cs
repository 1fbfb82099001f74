using System.Text;
using HostedRuntime;

namespace ThumbnailFarm;

/// <summary>A part of the Mandelbrot set, drawn large and averaged to a thumbnail in the format PPM.</summary>
internal static class Picture
{
    private const int Width = 160;
    private const int Height = 120;

    /// <summary>Each pixel of the thumbnail is the average of this many pixels in a row, and as many rows.</summary>
    private const int Scale = 4;

    public static async Task<byte[]> DrawThumbnailAsync(int number, CancellationToken ct)
    {
        var pixels = new byte[Width * Height * 3];
        var zoom = 3.0 / (1 + (number % 8));
        for (var y = 0; y < Height; y++)
        {
            ct.ThrowIfCancellationRequested();
            for (var x = 0; x < Width; x++)
                Average(pixels.AsSpan(((y * Width) + x) * 3, 3), x, y, zoom);
            // The workers of the runtime are for other tasks too.
            await CurrentTask.YieldAsync();
        }

        return [.. Encoding.ASCII.GetBytes($"P6 {Width} {Height} 255\n"), .. pixels];
    }

    private static void Average(Span<byte> pixel, int x, int y, double zoom)
    {
        var sum = 0;
        for (var i = 0; i < Scale * Scale; i++)
        {
            var (fineX, fineY) = ((x * Scale) + (i % Scale), (y * Scale) + (i / Scale));
            sum += Escape(-0.75 + (zoom * ((fineX / (double)(Width * Scale)) - 0.5)), 0.1 + (zoom * ((fineY / (double)(Height * Scale)) - 0.5)));
        }

        var shade = sum / (Scale * Scale);
        (pixel[0], pixel[1], pixel[2]) = ((byte)shade, (byte)(shade * shade / 255), (byte)(255 - shade));
    }

    /// <summary>Returns after how many steps a point leaves the set, up to 255.</summary>
    private static int Escape(double real, double imaginary)
    {
        double a = 0, b = 0;
        for (var step = 0; step < 255; step++)
        {
            if ((a * a) + (b * b) > 4)
                return step;
            (a, b) = ((a * a) - (b * b) + real, (2 * a * b) + imaginary);
        }

        return 255;
    }
}
